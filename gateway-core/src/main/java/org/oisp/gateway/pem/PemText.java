package org.oisp.gateway.pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a PEM file (RFC 7468) as read at one moment. {@link #toString} shows nothing of it.
 *
 * @param text the whole content
 */
public record PemText(String text) {

    /** Larger than any certificate chain; bounds the read of a file such as /dev/zero. */
    private static final int MAX_BYTES = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";

    private static final Pattern BLOCK =
            Pattern.compile(BEGIN + "([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /**
     * Reads a file.
     *
     * @param file its path
     * @return its content
     * @throws IOException if it cannot be read
     * @throws InvalidPemException if it is longer than 1 MiB
     */
    public static PemText read(Path file) throws IOException, InvalidPemException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InvalidPemException("is longer than 1 MiB; a PEM file is needed", null);
            }
            return new PemText(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    /** Returns the blocks in file order, not yet decoded; text between blocks is ignored. */
    public List<PemBlock> blocks() {
        List<PemBlock> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        int from = 0;
        while (found.find(from)) {
            int truncated = found.group(2).lastIndexOf(BEGIN);
            if (truncated >= 0) {
                // A block without an end, such as one that the text quotes: a good one may begin behind it.
                from = found.start(2) + truncated;
            } else {
                blocks.add(new PemBlock(found.group(1), found.group(2)));
                from = found.end();
            }
        }
        return blocks;
    }

    @Override
    public String toString() {
        return "PEM";
    }
}
