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
    private final ConfigurationFindings configurationFindings;
    private final ObjectNode offers;
    private final boolean here;

    /**
     * Reads the services.
     *
     * @param environment where the variables are
     * @param configurationFindings told what is wrong
     */
    public CloudFoundry(Environment environment, ConfigurationFindings configurationFindings) {
        this.environment = environment;
        this.configurationFindings = configurationFindings;
        GivenValue services = environment.get(SERVICES);
        VariableJson json = new VariableJson(configurationFindings);
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
        return !offers.isEmpty() || configurationFindings.isWrong(SERVICES);
    }

    /**
     * The credentials of a service.
     *
     * @param name the name of the service instance, whatever offers it
     * @return its credentials, empty if there is no such service
     */
    public ConfigurationSection service(String name) {
        for (JsonNode instances : offers) {
            for (JsonNode instance : instances) {
                if (name.equals(instance.path("name").asText())) {
                    return new ConfigurationSection(
                            SERVICES, name + ".", instance.path("credentials"), configurationFindings);
                }
            }
        }
        return new ConfigurationSection(SERVICES, name + ".", offers.path(""), configurationFindings);
    }

    /**
     * The port to listen on. Elsewhere PORT is anybody's.
     *
     * @return the port, or null if this is not Cloud Foundry
     */
    public @Nullable GivenValue port() {
        return here ? environment.get("PORT") : null;
    }

    /**
     * Where other applications reach this instance.
     *
     * @return its address, or null if this is not Cloud Foundry or it does not say
     */
    public @Nullable GivenValue address() {
        return here ? environment.get("CF_INSTANCE_INTERNAL_IP") : null;
    }
}
