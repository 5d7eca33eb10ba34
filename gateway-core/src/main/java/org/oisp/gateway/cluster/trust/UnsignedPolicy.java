package org.oisp.gateway.cluster.trust;

/** Whether messages are believed that are not signed, or with a secret that is not known here. */
public enum UnsignedPolicy {
    /** While an instance has a lease that was not heard to sign with the shared secret. */
    AUTO,
    /** Always. */
    ACCEPT,
    /** Never. */
    REFUSE
}
