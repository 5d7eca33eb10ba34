package org.oisp.gateway.server.management.page;

import java.util.List;

/**
 * A file of the page.
 *
 * @param path the path that a browser requests
 * @param resource its name on the class path, relative to this class or absolute
 * @param type its media type
 */
record PageFile(String path, String resource, String type) {

    static final String ASSETS = "/assets/";

    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String IMAGE = "image/svg+xml";
    private static final String TEXT = "text/plain; charset=utf-8";

    /** All files; nothing else on the class path is served. */
    static final List<PageFile> ALL = List.of(
            new PageFile("/", "index.html", HTML),
            own("base.css", CSS),
            own("layout.css", CSS),
            own("parts.css", CSS),
            own("charts.css", CSS),
            own("icon.svg", IMAGE),
            own("alerts.js", SCRIPT),
            own("alerts.md", TEXT),
            own("api.js", SCRIPT),
            own("chart.js", SCRIPT),
            own("charts.js", SCRIPT),
            own("device.js", SCRIPT),
            own("device-words.js", SCRIPT),
            own("devices.js", SCRIPT),
            own("dom.js", SCRIPT),
            own("format.js", SCRIPT),
            own("groups.js", SCRIPT),
            own("instances.js", SCRIPT),
            own("limited.js", SCRIPT),
            own("live.js", SCRIPT),
            own("main.js", SCRIPT),
            own("marks.js", SCRIPT),
            own("news.js", SCRIPT),
            own("route.js", SCRIPT),
            own("samples.js", SCRIPT),
            own("send.js", SCRIPT),
            own("status.js", SCRIPT),
            own("theme.js", SCRIPT),
            own("words.js", SCRIPT),
            new PageFile(ASSETS + "uplot.js", UPLOT + "dist/uPlot.iife.min.js", SCRIPT),
            new PageFile(ASSETS + "uplot.css", UPLOT + "dist/uPlot.min.css", CSS),
            new PageFile(ASSETS + "uplot-licence.txt", UPLOT + "LICENSE", TEXT));

    private static PageFile own(String name, String type) {
        return new PageFile(ASSETS + name, name, type);
    }
}
