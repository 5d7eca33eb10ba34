package org.oisp.gateway.server.management;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.device.AccountId;

/** The query parameters of a request, by name. */
record QueryParameters(Map<String, List<String>> given) {

    /**
     * Throws if there is another parameter, or one is given twice.
     *
     * @param allowed the allowed names in words, for the message
     */
    QueryParameters requireOnly(Set<String> names, String allowed) {
        for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
            if (!names.contains(parameter.getKey())) {
                throw new BadRequestException("only " + allowed + " may be given");
            }
            if (parameter.getValue().size() != 1) {
                throw new BadRequestException("a parameter is given twice");
            }
        }
        return this;
    }

    @Nullable
    String text(String name) {
        List<String> values = given.get(name);
        return values == null ? null : values.get(0);
    }

    @Nullable
    AccountId account() {
        String text = text("account");
        AccountId account = text == null ? null : AccountId.parse(text);
        if (text != null && account == null) {
            throw new BadRequestException("account is not an account id, which is a UUID");
        }
        return account;
    }

    int limit(int otherwise, int max) {
        String text = text("limit");
        if (text == null) {
            return otherwise;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= max) {
                return limit;
            }
        } catch (NumberFormatException none) {
            // Reported below.
        }
        throw new BadRequestException("limit is not a number from 1 to " + max);
    }
}
