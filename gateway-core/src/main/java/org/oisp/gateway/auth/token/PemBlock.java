package org.oisp.gateway.auth.token;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first block of a PEM file (RFC 7468).
 *
 * @param label the words after BEGIN
 * @param der the decoded content
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and package-private
record PemBlock(String label, byte[] der) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    static PemBlock read(Path file) throws InvalidKeyFileException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            throw new InvalidKeyFileException(file, "there is no such file", missing);
        } catch (IOException unreadable) {
            throw new InvalidKeyFileException(file, "cannot be read: " + unreadable.getMessage(), unreadable);
        }
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new InvalidKeyFileException(file, "holds no PEM block such as -----BEGIN PUBLIC KEY-----", null);
        }
        try {
            return new PemBlock(block.group(1), Base64.getMimeDecoder().decode(block.group(2)));
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidKeyFileException(file, "holds a damaged PEM block", notBase64);
        }
    }
}
