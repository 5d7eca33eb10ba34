package org.oisp.gateway.server.management.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file, and its entity tags.
 *
 * @param plain its bytes; must not be modified
 * @param zipped the same compressed with gzip; null if that is not shorter
 * @param tag entity tag of the plain bytes
 * @param zippedTag entity tag of the compressed ones, another representation (RFC 9110, 8.8.3)
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; one instance per file.
record FileBytes(byte[] plain, byte @Nullable [] zipped, String tag, String zippedTag) {

    private static final int TAG_BYTES = 12;

    /** Reads and compresses a resource. Blocks. */
    static FileBytes read(String resource) {
        try (InputStream in = FileBytes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            byte[] plain = in.readAllBytes();
            byte[] zipped = zip(plain);
            String digest = digest(plain);
            return new FileBytes(
                    plain,
                    zipped.length < plain.length ? zipped : null,
                    "\"" + digest + "\"",
                    "\"" + digest + "-gzip\"");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static byte[] zip(byte[] plain) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream(plain.length);
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        }
        return zipped.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, TAG_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
