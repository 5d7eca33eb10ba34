package org.oisp.gateway.server.socket.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.oisp.gateway.server.socket.tls.TlsSettings.FileSettings;

/**
 * A PEM file (RFC 7468) as read at one moment. {@link #toString} shows only the path.
 *
 * @param file the setting and the path
 * @param text the whole content
 */
record PemFile(FileSettings file, String text) {

    /** Larger than any certificate chain; bounds the read of a file such as /dev/zero. */
    private static final int MAX_BYTES = 1 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /**
     * One PEM block.
     *
     * @param label the text after BEGIN
     * @param encrypted whether a passphrase is needed
     * @param der the decoded content; empty if encrypted
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String label, boolean encrypted, byte[] der) {}

    static PemFile read(FileSettings file) throws UnusableFileException {
        try (InputStream in = Files.newInputStream(file.path())) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new UnusableFileException(file, "is longer than 1 MiB; a PEM file is needed", null);
            }
            return new PemFile(file, new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException missing) {
            throw new UnusableFileException(file, "there is no such file", missing);
        } catch (AccessDeniedException denied) {
            throw new UnusableFileException(file, "may not be read by this user; give it the right to", denied);
        } catch (IOException unreadable) {
            throw new UnusableFileException(file, "cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Returns the blocks in file order; text between blocks is ignored. */
    List<Block> blocks() throws UnusableFileException {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(text);
        while (found.find()) {
            String label = found.group(1);
            String body = found.group(2);
            // The header of RFC 1421, 4.6.1.1, which OpenSSL still writes, or the PKCS#8 label.
            boolean encrypted = body.contains("ENCRYPTED") || label.startsWith("ENCRYPTED ");
            blocks.add(new Block(label, encrypted, encrypted ? new byte[0] : decode(body)));
        }
        return blocks;
    }

    private byte[] decode(String body) throws UnusableFileException {
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            throw new UnusableFileException(file, "holds a damaged PEM block", notBase64);
        }
    }

    @Override
    public String toString() {
        return file.path().toString();
    }
}
