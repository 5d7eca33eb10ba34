package org.oisp.gateway.server.config.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Reads what Cloud Foundry gives an application: its port, its address and its bound services. */
public final class CloudFoundry {

    /** Variable with the bound services. */
    public static final String SERVICES = "VCAP_SERVICES";

    private static final String APPLICATION = "VCAP_APPLICATION";

    private final Environment environment;
    private final ConfigurationFindings configurationFindings;
    private final ObjectNode offers;
    private final boolean onCloudFoundry;

    /**
     * Reads the services.
     *
     * @param environment the variables
     * @param configurationFindings receives problems
     */
    public CloudFoundry(Environment environment, ConfigurationFindings configurationFindings) {
        this.environment = environment;
        this.configurationFindings = configurationFindings;
        GivenValue services = environment.get(SERVICES);
        VariableJson json = new VariableJson(configurationFindings);
        this.onCloudFoundry = services != null || environment.get(APPLICATION) != null;
        this.offers = services == null ? json.empty() : json.object(services);
    }

    /**
     * Returns whether services are bound.
     *
     * @return true also if they cannot be parsed
     */
    public boolean hasServices() {
        // Services that cannot be parsed are reported, but the platform has bound them.
        return !offers.isEmpty() || configurationFindings.isWrong(SERVICES);
    }

    /**
     * Returns the credentials of a service.
     *
     * @param name the name of the service instance, of any service
     * @return its credentials; empty if the service is not bound
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
     * Returns the port to listen on. Elsewhere, PORT may be meant for another program.
     *
     * @return the port, or null outside Cloud Foundry or if it is not set
     */
    public @Nullable GivenValue port() {
        return onCloudFoundry ? environment.get("PORT") : null;
    }

    /**
     * Returns the address at which other applications reach this instance.
     *
     * @return the address, or null outside Cloud Foundry or if it is not set
     */
    public @Nullable GivenValue address() {
        return onCloudFoundry ? environment.get("CF_INSTANCE_INTERNAL_IP") : null;
    }
}
