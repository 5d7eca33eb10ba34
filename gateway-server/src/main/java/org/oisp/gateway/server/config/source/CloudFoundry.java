package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What Cloud Foundry tells an application: its port, its address, and the services that are bound to it. */
public final class CloudFoundry {

    /** The variable with the services. */
    public static final String SERVICES = "VCAP_SERVICES";

    private static final String APPLICATION = "VCAP_APPLICATION";

    private final Environment environment;
    private final Findings findings;
    private final ObjectNode offers;
    private final boolean here;

    /**
     * Reads the services.
     *
     * @param environment where the variables are
     * @param findings told what is wrong
     */
    public CloudFoundry(Environment environment, Findings findings) {
        this.environment = environment;
        this.findings = findings;
        Given services = environment.get(SERVICES);
        JsonText json = new JsonText(findings);
        this.here = services != null || environment.get(APPLICATION) != null;
        this.offers = services == null ? json.empty() : json.object(services);
    }

    /**
     * Whether services are bound.
     *
     * @return whether any is, or whether nobody can tell
     */
    public boolean hasServices() {
        // Those that cannot be read are reported; the platform bound them all the same.
        return !offers.isEmpty() || findings.isWrong(SERVICES);
    }

    /**
     * The credentials of a service.
     *
     * @param name the name of the service instance, whatever offers it
     * @return its credentials, empty if there is no such service
     */
    public Section service(String name) {
        for (JsonNode instances : offers) {
            for (JsonNode instance : instances) {
                if (name.equals(instance.path("name").asText())) {
                    return new Section(SERVICES, name + ".", instance.path("credentials"), findings);
                }
            }
        }
        return new Section(SERVICES, name + ".", offers.path(""), findings);
    }

    /**
     * The port to listen on. Elsewhere PORT is anybody's.
     *
     * @return the port, or null if this is not Cloud Foundry
     */
    public @Nullable Given port() {
        return here ? environment.get("PORT") : null;
    }

    /**
     * Where other applications reach this instance.
     *
     * @return its address, or null if this is not Cloud Foundry or it does not say
     */
    public @Nullable Given address() {
        return here ? environment.get("CF_INSTANCE_INTERNAL_IP") : null;
    }
}
