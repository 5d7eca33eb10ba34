package org.oisp.gateway.it.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads manifests as Kubernetes does: every field has to be one of its type's, with a value of the field's type. */
final class KubernetesTypes {

    private static final List<Class<? extends HasMetadata>> TYPES = List.of(
            ConfigMap.class,
            HTTPRoute.class,
            HorizontalPodAutoscaler.class,
            Ingress.class,
            NetworkPolicy.class,
            Pod.class,
            PodDisruptionBudget.class,
            PrometheusRule.class,
            Service.class,
            ServiceAccount.class,
            ServiceMonitor.class,
            StatefulSet.class);

    private static final ObjectMapper STRICT = strict();

    private KubernetesTypes() {}

    /**
     * Reads a manifest into its type.
     *
     * @param manifest as YAML has it
     * @return the object
     * @throws IllegalArgumentException if a field is unknown, or its value of the wrong type; names the field
     */
    static HasMetadata read(Map<String, Object> manifest) {
        Class<? extends HasMetadata> type = TYPES.stream()
                .filter(known -> HasMetadata.getKind(known).equals(manifest.get("kind")))
                .filter(known -> HasMetadata.getApiVersion(known).equals(manifest.get("apiVersion")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no type for " + manifest.get("apiVersion") + " " + manifest.get("kind")));
        return STRICT.convertValue(manifest, type);
    }

    private static ObjectMapper strict() {
        JsonMapper mapper = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .annotationIntrospector(new JacksonAnnotationIntrospector() {
                    private static final long serialVersionUID = 1;

                    /** The model keeps unknown fields in a map; here they are mistakes. */
                    @Override
                    public Boolean hasAnySetter(Annotated setter) {
                        return false;
                    }
                })
                .build();
        // A number or a boolean without quotes where Kubernetes wants a text, as in the value of a variable.
        Stream.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
                .forEach(
                        shape -> mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail));
        return mapper;
    }
}
