package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Walks once over the bytes of a JSON text (RFC 8259) and refuses all that is none. Makes no object for what is stepped over, nor
 * recurses: what a peer sends costs time in proportion to its length, and no memory. Texts are handed out as spans
 * ({@link JsonText}). For one thread.
 *
 * <p>Whoever reads an object calls {@link #enterObject}, then {@link #nextMember} until it is false; after each true one, either of
 * {@link #enterObject}, {@link #textOrSkip} and {@link #skipValue} takes the value.
 */
final class JsonScanner {

    /** Instead of a text's span: there stood a null. */
    static final long NULL = -1;

    /** Instead of a text's span: there stood something else. */
    static final long NO_TEXT = -2;

    private static final byte[] TRUE = JsonText.ascii("true");
    private static final byte[] FALSE = JsonText.ascii("false");
    private static final byte[] NOTHING = JsonText.ascii("null");

    /** How many levels fit into {@link #shallow}: most messages have four. */
    private static final int SHALLOW = Long.SIZE;

    private final byte[] bytes;
    private final int end;

    /** The next byte to be read. */
    private int at;

    private int depth;
    /** A bit for each open level, set for an object: of the first levels, and of the others. */
    private long shallow;

    private long @Nullable [] deep;

    /** Whether the object or array entered last has no value yet. */
    private boolean empty;

    /** Where the name of the member read last stands. */
    private long name;

    /**
     * Makes a scanner that stands before the text.
     *
     * @param text valid UTF-8
     */
    JsonScanner(ByteSlice text) {
        this.bytes = text.array();
        this.at = text.offset();
        this.end = text.offset() + text.length();
    }

    /** The array that spans are of. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the scanner stands in the array. */
    int position() {
        return at;
    }

    /** The first byte of what comes next, after white space; it is not taken yet. */
    int peek() throws MalformedJsonException {
        if (at < end) {
            byte next = bytes[at];
            if (next > ' ') {
                return next; // as nearly always
            }
        }
        skipSpace();
        if (at == end) {
            throw new MalformedJsonException();
        }
        return bytes[at];
    }

    /** Makes sure that nothing but white space is left. */
    void finish() throws MalformedJsonException {
        skipSpace();
        if (at != end) {
            throw new MalformedJsonException();
        }
    }

    private void skipSpace() {
        int i = at;
        while (i < end && isSpace(bytes[i])) {
            i++;
        }
        at = i;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Takes the brace that {@link #peek} has seen. */
    void enterObject() throws MalformedJsonException {
        open(true);
    }

    /**
     * Goes to the value of the next member of the object entered last.
     *
     * @return false if there is none; then the object is left
     */
    boolean nextMember() throws MalformedJsonException {
        return nextValue(depth - 1);
    }

    /** Whether the member found last has this name. */
    boolean nameIs(byte[] key) {
        return JsonText.is(bytes, name, key);
    }

    /** The span of the text that comes next, or {@link #NULL} or {@link #NO_TEXT}; it is stepped over in any case. */
    long textOrSkip() throws MalformedJsonException {
        int first = peek();
        if (first == '"') {
            return text();
        }
        skipValue();
        return first == 'n' ? NULL : NO_TEXT;
    }

    /** Steps over the value that comes next, however deep it is. */
    void skipValue() throws MalformedJsonException {
        int floor = depth;
        do {
            int first = peek();
            switch (first) {
                case '{' -> open(true);
                case '[' -> open(false);
                case '"' -> text();
                case 't' -> literal(TRUE);
                case 'f' -> literal(FALSE);
                case 'n' -> literal(NOTHING);
                default -> at = JsonNumber.end(bytes, at, end);
            }
        } while (nextValue(floor));
    }

    /** Leaves what ends here; true before another value, false if no more levels than {@code floor} are open. */
    private boolean nextValue(int floor) throws MalformedJsonException {
        while (depth > floor) {
            boolean object = inObject();
            int next = peek();
            if (next == (object ? '}' : ']')) {
                at++;
                depth--;
                empty = false;
                continue;
            }
            if (!empty) {
                take(next, ',');
                next = peek();
            }
            empty = false;
            if (object) {
                if (next != '"') {
                    throw new MalformedJsonException();
                }
                name = text();
                take(peek(), ':');
            }
            return true;
        }
        return false;
    }

    private void open(boolean object) throws MalformedJsonException {
        if (depth == MessageReader.MAX_DEPTH) {
            throw new MalformedJsonException();
        }
        long bit = 1L << depth; // shifts by the depth modulo 64
        if (depth < SHALLOW) {
            shallow = object ? shallow | bit : shallow & ~bit;
        } else {
            long[] levels = deep;
            if (levels == null) {
                levels = new long[MessageReader.MAX_DEPTH / Long.SIZE + 1];
                deep = levels;
            }
            int word = depth / Long.SIZE;
            levels[word] = object ? levels[word] | bit : levels[word] & ~bit;
        }
        depth++;
        at++;
        empty = true;
    }

    private boolean inObject() {
        int level = depth - 1;
        long[] levels = deep;
        long word = level < SHALLOW || levels == null ? shallow : levels[level / Long.SIZE];
        return (word >>> level & 1) != 0;
    }

    private void take(int next, int expected) throws MalformedJsonException {
        if (next != expected) {
            throw new MalformedJsonException();
        }
        at++;
    }

    private long text() throws MalformedJsonException {
        long span = JsonText.scan(bytes, at + 1, end);
        at = JsonText.end(span) + 1;
        return span;
    }

    private void literal(byte[] word) throws MalformedJsonException {
        if (end - at < word.length) {
            throw new MalformedJsonException();
        }
        for (byte expected : word) {
            if (bytes[at++] != expected) {
                throw new MalformedJsonException();
            }
        }
    }
}
