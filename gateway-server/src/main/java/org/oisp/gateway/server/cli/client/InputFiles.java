package org.oisp.gateway.server.cli.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that commands read, and what is said of one that is no such file. */
public final class InputFiles {

    private InputFiles() {}

    /**
     * The text of a file, without the blanks around it.
     *
     * @param file the file
     * @return its text
     * @throws IOException if it cannot be read
     * @throws CommandException if it is a directory, or no text
     */
    public static String text(Path file) throws IOException, CommandException {
        refuseDirectory(file);
        try {
            return Files.readString(file).trim();
        } catch (CharacterCodingException notText) {
            throw new CommandException(file + " is no text", notText);
        }
    }

    /**
     * Refuses a file with nothing in it.
     *
     * @param file the file
     * @param text its text
     * @throws CommandException if the text is empty
     */
    public static void refuseEmpty(Path file, String text) throws CommandException {
        if (text.isEmpty()) {
            throw new CommandException(file + " is empty", null);
        }
    }

    static void refuseDirectory(Path file) throws CommandException {
        if (Files.isDirectory(file)) {
            throw new CommandException(file + " is a directory", null);
        }
    }
}
