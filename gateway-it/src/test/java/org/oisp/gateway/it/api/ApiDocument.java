package org.oisp.gateway.it.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.keyword.AnnotationKeyword;
import com.networknt.schema.keyword.Keyword;
import io.apicurio.datamodels.Library;
import io.apicurio.datamodels.TraverserDirection;
import io.apicurio.datamodels.models.Document;
import io.apicurio.datamodels.models.Node;
import io.apicurio.datamodels.models.asyncapi.AsyncApiMessageExample;
import io.apicurio.datamodels.models.visitors.AllNodeVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** An OpenAPI or AsyncAPI document, with methods to compare it with what the gateway does. */
final class ApiDocument {

    static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final String PLACE = "https://gateway.invalid/document.json";

    private final ObjectNode root;
    private final SchemaRegistry schemas;
    private final SchemaRegistry schemasOfSchemas;

    private ApiDocument(ObjectNode root, Dialect dialect) {
        this.root = root;
        Dialect strict = Dialect.builder(dialect)
                .unknownKeywordFactory((name, context) -> known(name))
                .build();
        this.schemas = SchemaRegistry.withDialect(
                strict,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build())
                        .schemas(Map.of(PLACE, root.toString())));
        this.schemasOfSchemas = SchemaRegistry.withDialect(dialect);
    }

    /**
     * Accepts the document's own members, since the validator treats the whole document as a schema; any other unknown keyword is an error.
     */
    private Keyword known(String name) {
        if (root.has(name) || name.startsWith("x-")) {
            return new AnnotationKeyword(name);
        }
        throw new AssertionError("no schema has a keyword " + name);
    }

    /** Reads a file of {@code docs/} whose schemas use this dialect. */
    static ApiDocument read(String name, Dialect version) {
        try {
            Path file = Path.of(System.getProperty("gateway.home"), "docs", name);
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Object content = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
            return new ApiDocument(JSON.valueToTree(content), version);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    ObjectNode root() {
        return root;
    }

    /** Returns the node at a pointer (RFC 6901), resolving references; fails if there is none. */
    JsonNode at(String pointer) {
        JsonNode found = root.at(pointer);
        if (found.isMissingNode()) {
            throw new AssertionError("there is nothing at " + pointer);
        }
        return found.has("$ref") ? at(target(found)) : found;
    }

    /** Returns the pointer of a reference within the document. */
    static String target(JsonNode reference) {
        String target = reference.path("$ref").asText();
        if (!target.startsWith("#/")) {
            throw new AssertionError("not a reference within the document: " + reference);
        }
        return target.substring(1);
    }

    /** Returns the errors of a value against the schema at a pointer. */
    List<Error> validate(String pointer, JsonNode value) {
        at(pointer);
        return schemas.getSchema(SchemaLocation.of(PLACE + "#" + pointer)).validate(value);
    }

    /** Returns the errors in the schema at a pointer itself. */
    List<Error> validateSchema(String pointer, SpecificationVersion version) {
        return schemasOfSchemas
                .getSchema(SchemaLocation.of(version.getDialectId()))
                .validate(at(pointer));
    }

    /** Returns the document's violations of its specification. */
    List<String> problems() {
        Document document = Library.readDocument(root.deepCopy());
        List<String> problems = new ArrayList<>();
        Library.validate(document, null)
                .forEach(problem ->
                        problems.add(problem.errorCode + " at " + problem.nodePath + ": " + problem.message));
        AllNodeVisitor unknownMembers = new AllNodeVisitor() {
            @Override
            protected void visitNode(Node node) {
                List<String> unknown = new ArrayList<>(node.getExtraPropertyNames());
                if (node instanceof AsyncApiMessageExample) {
                    // The model supports only objects; the specification allows any value.
                    unknown.remove("payload");
                }
                if (!unknown.isEmpty() && !node.getClass().getSimpleName().contains("Schema")) {
                    problems.add(unknown + " in " + Library.createNodePath(node));
                }
            }
        };
        Library.visitTree(document, unknownMembers, TraverserDirection.down);
        forEach((pointer, node) -> {
            if (node.has("$ref")) {
                at(target(node));
            }
        });
        return problems;
    }

    /** Visits every node of the document with its pointer. */
    void forEach(BiConsumer<String, JsonNode> visitor) {
        forEach("", root, visitor);
    }

    private static void forEach(String pointer, JsonNode node, BiConsumer<String, JsonNode> visitor) {
        visitor.accept(pointer, node);
        node.properties()
                .forEach(member -> forEach(pointer + "/" + escaped(member.getKey()), member.getValue(), visitor));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            forEach(pointer + "/" + i, node.get(i), visitor);
        }
    }

    /** Returns a key as it is written in a pointer. */
    static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException none) {
            throw new AssertionError("no JSON: " + text, none);
        }
    }
}
