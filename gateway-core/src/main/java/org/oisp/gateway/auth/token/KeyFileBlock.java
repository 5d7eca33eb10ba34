package org.oisp.gateway.auth.token;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.oisp.gateway.pem.InvalidPemException;
import org.oisp.gateway.pem.PemBlock;
import org.oisp.gateway.pem.PemText;

/**
 * The first block of a key file that is in the clear.
 *
 * @param label the words after BEGIN
 * @param der the decoded content
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and package-private
record KeyFileBlock(String label, byte[] der) {

    static KeyFileBlock read(Path file) throws InvalidKeyFileException {
        try {
            for (PemBlock block : PemText.read(file).blocks()) {
                if (block.isBase64()) {
                    return new KeyFileBlock(block.label(), block.der());
                }
            }
        } catch (NoSuchFileException missing) {
            throw new InvalidKeyFileException(file, "no such file", missing);
        } catch (IOException unreadable) {
            throw new InvalidKeyFileException(file, "cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (InvalidPemException invalid) {
            throw new InvalidKeyFileException(file, invalid.problem(), invalid);
        }
        throw new InvalidKeyFileException(file, "holds no PEM block such as -----BEGIN PUBLIC KEY-----", null);
    }
}
