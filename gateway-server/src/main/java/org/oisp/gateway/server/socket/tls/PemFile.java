package org.oisp.gateway.server.socket.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.pem.InvalidPemException;
import org.oisp.gateway.pem.PemBlock;
import org.oisp.gateway.pem.PemText;
import org.oisp.gateway.server.socket.tls.TlsFileSettings.FileSettings;

/**
 * A PEM file of the TLS settings. {@link #toString} shows only the path.
 *
 * @param file the setting and the path
 * @param pem the content as read at one moment
 */
record PemFile(FileSettings file, PemText pem) {

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
        try {
            return new PemFile(file, PemText.read(file.path()));
        } catch (NoSuchFileException missing) {
            throw new UnusableFileException(file, "no such file", missing);
        } catch (AccessDeniedException denied) {
            throw new UnusableFileException(file, "may not be read by this user; grant read permission", denied);
        } catch (IOException unreadable) {
            throw new UnusableFileException(file, "cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (InvalidPemException invalid) {
            throw new UnusableFileException(file, invalid.problem(), invalid);
        }
    }

    /** Returns the blocks in file order; fails if one of them is damaged. */
    List<Block> blocks() throws UnusableFileException {
        List<Block> blocks = new ArrayList<>();
        try {
            for (PemBlock block : pem.blocks()) {
                boolean encrypted = block.isEncrypted();
                blocks.add(new Block(block.label(), encrypted, encrypted ? new byte[0] : block.der()));
            }
        } catch (InvalidPemException damaged) {
            throw new UnusableFileException(file, damaged.problem(), damaged);
        }
        return blocks;
    }

    @Override
    public String toString() {
        return file.path().toString();
    }
}
