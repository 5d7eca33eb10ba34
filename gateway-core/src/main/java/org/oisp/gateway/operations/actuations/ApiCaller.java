package org.oisp.gateway.operations.actuations;

/**
 * Who uses the API. {@code toString} returns the name, as log and journal show it.
 *
 * @param name {@code operator}, or the address of a sender
 * @param operator whether it is an operator
 */
public record ApiCaller(String name, boolean operator) {

    /** An operator. */
    public static final ApiCaller OPERATOR = new ApiCaller("operator", true);

    @Override
    public String toString() {
        return name;
    }
}
