package org.oisp.gateway.server.certificate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.oisp.gateway.pem.InvalidPemException;
import org.oisp.gateway.pem.PemBlock;
import org.oisp.gateway.pem.PemText;

/**
 * A PEM file that a setting names. {@link #toString} shows only the path.
 *
 * @param file the setting and the path
 * @param pem the content as read at one moment
 */
public record PemFile(FileSettings file, PemText pem) {

    /**
     * One PEM block.
     *
     * @param label the text after BEGIN
     * @param encrypted whether a passphrase is needed
     * @param der the decoded content; empty if encrypted
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Block(String label, boolean encrypted, byte[] der) {}

    /**
     * Reads a file. Blocks.
     *
     * @param file the file
     * @return its content
     * @throws UnusableFileException if it cannot be read
     */
    public static PemFile read(FileSettings file) throws UnusableFileException {
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

    /**
     * Returns the blocks in file order.
     *
     * @return the blocks
     * @throws UnusableFileException if one of them is damaged
     */
    public List<Block> blocks() throws UnusableFileException {
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
