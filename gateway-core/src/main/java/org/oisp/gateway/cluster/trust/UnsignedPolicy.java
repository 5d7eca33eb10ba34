package org.oisp.gateway.cluster.trust;

/** The policy for messages that are not signed, or signed with a secret that is unknown here. */
public enum UnsignedPolicy {
    /** Accept while an instance with a lease in force was not heard to sign with the shared secret. */
    AUTO,
    /** Always accept. */
    ACCEPT,
    /** Never accept. */
    REFUSE
}
