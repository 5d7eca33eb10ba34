package org.oisp.gateway.server.config.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.oisp.gateway.server.socket.origin.OriginSettings.AddressRange;

/** Addresses and ranges of addresses, separated by commas. */
public record RangesKind() implements SettingKind<List<AddressRange>> {

    /**
     * Returns a list of addresses and ranges.
     *
     * @return the kind
     */
    public static RangesKind ranges() {
        return new RangesKind();
    }

    @Override
    public @Nullable List<AddressRange> parse(String text) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String part : parts(text).toList()) {
            AddressRange range = AddressRange.parse(part);
            if (range == null) {
                return null;
            }
            ranges.add(range);
        }
        return ranges;
    }

    @Override
    public String wrong(String text) {
        return (wrongParts(text).size() == 1 ? "is not an address or a range" : "are not addresses or ranges")
                + " such as 10.0.0.0/8 or fd00::/8";
    }

    @Override
    public List<String> wrongParts(String text) {
        return parts(text).filter(part -> AddressRange.parse(part) == null).toList();
    }

    @Override
    public String allowed() {
        return "addresses and ranges, such as 10.0.0.0/8,fd00::1";
    }

    private static Stream<String> parts(String text) {
        return Stream.of(text.split(",", -1)).map(String::trim);
    }
}
