package org.oisp.gateway.server.config.kind;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file's name. What is in the file is judged by its reader. */
public record FileKind() implements SettingKind<Path> {

    /**
     * Returns a file.
     *
     * @return the kind
     */
    public static FileKind file() {
        return new FileKind();
    }

    @Override
    public @Nullable Path parse(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException bad) {
            return null;
        }
    }

    @Override
    public String wrong(String text) {
        return "is not a file name";
    }

    @Override
    public String allowed() {
        return "file";
    }
}
