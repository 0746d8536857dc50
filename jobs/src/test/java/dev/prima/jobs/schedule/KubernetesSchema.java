package dev.prima.jobs.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of Kubernetes' objects that fabric8's models are generated from, made strict: a
 * key that an object does not have is wrong.
 */
final class KubernetesSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectNode definitions = JsonNodeFactory.instance.objectNode();

  /** Of all kinds that the models on the class path have. */
  static KubernetesSchema read() throws IOException {
    KubernetesSchema schema = new KubernetesSchema();
    List<URL> files =
        Collections.list(
            KubernetesSchema.class.getClassLoader().getResources("schema/validation-schema.json"));
    for (URL file : files) {
      JsonNode model = JSON.readTree(file);
      schema.definitions.setAll((ObjectNode) model.get("definitions"));
    }
    strict(schema.definitions);
    schema.plainValues();
    return schema;
  }

  /** What is an object in the models and a plain value in a manifest. */
  private void plainValues() {
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      if (definition.getKey().endsWith("_Quantity")) {
        // As Kubernetes' documentation of quantities has it.
        definition.setValue(
            value("^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$"));
      } else if (definition.getKey().endsWith("_IntOrString")) {
        definition.setValue(value("^.+$"));
      }
    }
  }

  private static ObjectNode value(String pattern) {
    ObjectNode value = JsonNodeFactory.instance.objectNode();
    value.putArray("type").add("string").add("number");
    return value.put("pattern", pattern);
  }

  /** What is wrong with an object; nothing where it is right. */
  List<String> wrong(Map<String, Object> object) {
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      JsonNode declared = definition.getValue().path("properties");
      if (says(declared, "kind", object) && says(declared, "apiVersion", object)) {
        return wrong(object, definition.getKey());
      }
    }
    return List.of("There is no " + object.get("kind") + " of " + object.get("apiVersion"));
  }

  private static boolean says(JsonNode declared, String key, Map<String, Object> object) {
    return declared.path(key).path("default").asText().equals(object.get(key));
  }

  private List<String> wrong(Map<String, Object> object, String definition) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.set("definitions", definitions);
    schema.putArray("allOf").addObject().put("$ref", "#/definitions/" + definition);
    return JsonSchemaFactory.getInstance(VersionFlag.V7)
        .getSchema(schema)
        .validate(JSON.valueToTree(object))
        .stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private static void strict(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.get("properties") instanceof ObjectNode properties) {
        object.put("additionalProperties", false);
        require(object, properties);
      }
    }
    node.forEach(KubernetesSchema::strict);
  }

  /** The models say at a property that it is required, as early drafts did. */
  private static void require(ObjectNode object, ObjectNode properties) {
    ArrayNode required = JsonNodeFactory.instance.arrayNode();
    Iterator<Map.Entry<String, JsonNode>> all = properties.fields();
    while (all.hasNext()) {
      Map.Entry<String, JsonNode> property = all.next();
      if (property.getValue() instanceof ObjectNode declared
          && declared.get("required") != null
          && declared.get("required").isBoolean()) {
        declared.remove("required");
        required.add(property.getKey());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
  }
}
