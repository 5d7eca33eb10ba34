package org.oisp.gateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Validates the bytes of a JSON text (RFC 8259) in one pass. Creates no objects for skipped values and does not recurse: the cost of a
 * peer's message is time proportional to its length, and no memory. Returns strings as spans ({@link JsonText}). Not thread-safe.
 *
 * <p>To read an object, call {@link #enterObject}, then {@link #nextMember} until it returns false; after each true, read the value with
 * one of {@link #enterObject}, {@link #enterArray}, {@link #textOrSkip} and {@link #skipValue}. To read an array, call
 * {@link #enterArray} and {@link #nextElement} likewise.
 */
final class JsonScanner {

    /** The maximum nesting depth; deeper texts are malformed. */
    static final int MAX_DEPTH = 1_000;

    /** Returned instead of a span if the value was {@code null}. */
    static final long NULL = -1;

    /** Returned instead of a span if the value was neither a string nor {@code null}. */
    static final long NO_TEXT = -2;

    private static final byte[] TRUE = JsonText.ascii("true");
    private static final byte[] FALSE = JsonText.ascii("false");
    private static final byte[] NOTHING = JsonText.ascii("null");

    /** The number of levels that fit into {@link #shallow}. Most messages have four. */
    private static final int SHALLOW = Long.SIZE;

    private final byte[] bytes;
    private final int end;

    /** Index of the next byte to read. */
    private int at;

    private int depth;
    /** One bit per open level, set for an object: here for the first levels, in {@link #deep} for the others. */
    private long shallow;

    private long @Nullable [] deep;

    /** Whether the object or array entered last has had no value so far. */
    private boolean empty;

    /** The span of the last member's name. */
    private long name;

    /**
     * Creates a scanner at the start of the text.
     *
     * @param text valid UTF-8
     */
    JsonScanner(ByteSlice text) {
        this.bytes = text.array();
        this.at = text.offset();
        this.end = text.offset() + text.length();
    }

    /** Returns the array that the spans refer to. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns the index of the next byte in the array. */
    int position() {
        return at;
    }

    /** Skips white space and returns the first byte of the next token without consuming it. */
    int peek() throws MalformedJsonException {
        if (at < end) {
            byte next = bytes[at];
            if (next > ' ') {
                return next; // the usual case
            }
        }
        skipSpace();
        if (at == end) {
            throw new MalformedJsonException();
        }
        return bytes[at];
    }

    /** Checks that only white space is left. */
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

    /** Consumes the opening brace that {@link #peek} has returned. */
    void enterObject() throws MalformedJsonException {
        open(true);
    }

    /**
     * Advances to the value of the next member of the innermost open object.
     *
     * @return false if there is none; the object is then closed
     */
    boolean nextMember() throws MalformedJsonException {
        return nextValue(depth - 1);
    }

    /** Consumes the opening bracket that {@link #peek} has returned. */
    void enterArray() throws MalformedJsonException {
        open(false);
    }

    /** Advances to the next element of the innermost open array; returns false if there is none: the array is then closed. */
    boolean nextElement() throws MalformedJsonException {
        return nextValue(depth - 1);
    }

    /** Returns whether the last member has this name. */
    boolean nameIs(byte[] key) {
        return JsonText.is(bytes, name, key);
    }

    /** Returns the span of the next string, or {@link #NULL} or {@link #NO_TEXT}. Always consumes the value. */
    long textOrSkip() throws MalformedJsonException {
        int first = peek();
        if (first == '"') {
            return text();
        }
        skipValue();
        return first == 'n' ? NULL : NO_TEXT;
    }

    /** Skips the next value, including nested ones. */
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

    /** Closes the objects and arrays that end here. Returns true at another value, false once only {@code floor} levels are open. */
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
        if (depth == MAX_DEPTH) {
            throw new MalformedJsonException();
        }
        long bit = 1L << depth; // shifts by depth modulo 64
        if (depth < SHALLOW) {
            shallow = object ? shallow | bit : shallow & ~bit;
        } else {
            long[] levels = deep;
            if (levels == null) {
                levels = new long[MAX_DEPTH / Long.SIZE + 1];
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
