package org.oisp.gateway.cli.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the files that commands are given, and rejects unusable ones. */
public final class InputFiles {

    private InputFiles() {}

    /**
     * Reads a text file.
     *
     * @param file the file
     * @return its text, without surrounding whitespace
     * @throws IOException if the file cannot be read
     * @throws CommandException if the file is a directory, or not UTF-8
     */
    public static String text(Path file) throws IOException, CommandException {
        refuseDirectory(file);
        try {
            return Files.readString(file).trim();
        } catch (CharacterCodingException notText) {
            throw new CommandException(file + " is not a text file", notText);
        }
    }

    /**
     * Rejects an empty file.
     *
     * @param file the file, for the message
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
