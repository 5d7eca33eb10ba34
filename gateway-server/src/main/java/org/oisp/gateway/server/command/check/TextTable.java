package org.oisp.gateway.server.command.check;

import java.util.ArrayList;
import java.util.List;

/** A table of text whose columns are as wide as their widest cell. */
public final class TextTable {

    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;

    /**
     * Creates a table without rows.
     *
     * @param titles the titles of its columns
     */
    public TextTable(String... titles) {
        widths = new int[titles.length];
        add(titles);
    }

    /**
     * Adds a row.
     *
     * @param cells as many as there are titles; not null
     */
    public void add(String... cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
        rows.add(cells.clone());
    }

    /**
     * Formats the table.
     *
     * @return its lines, the titles first
     */
    public List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(cells[i])
                    .append(" ".repeat(widths[i] - cells[i].length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing();
    }
}
