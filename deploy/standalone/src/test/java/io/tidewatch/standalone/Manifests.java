package io.tidewatch.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The manifests of a folder of {@code deploy/kubernetes}, read into the classes of what is taken. */
final class Manifests {
    private static final Path ALL = Path.of(System.getProperty("tidewatch.root"), "deploy/kubernetes");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("v1/Namespace", Namespace.class,
        "v1/ServiceAccount", ServiceAccount.class, "v1/Service", Service.class, "apps/v1/DaemonSet", DaemonSet.class,
        "apps/v1/StatefulSet", StatefulSet.class, "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
        "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class, "kafka.strimzi.io/v1/KafkaTopic", KafkaTopic.class);
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
        .setAnnotationIntrospector(new NothingBeside());

    private final JsonNode kustomization;
    private final List<HasMetadata> resources = new ArrayList<>();

    /** A field that a class does not have is an error, and not kept aside as the classes would. */
    private static final class NothingBeside extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated ignored) {
            return false;
        }
    }

    Manifests(String folder) throws IOException {
        kustomization = YAML.readTree(ALL.resolve(folder).resolve("kustomization.yaml").toFile());
        for (JsonNode file : kustomization.path("resources")) {
            List<JsonNode> documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(
                ALL.resolve(folder).resolve(file.asText()).toFile()).readAll();
            for (JsonNode document : documents) {
                String kind = document.path("apiVersion").asText() + '/' + document.path("kind").asText();
                Class<? extends HasMetadata> type = KINDS.get(kind);
                if (type == null) {
                    throw new AssertionError(file + " has a " + kind);
                }
                resources.add(YAML.treeToValue(document, type));
            }
        }
    }

    /** All resources of a kind, by name. */
    <R extends HasMetadata> Map<String, R> all(Class<R> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast)
            .collect(Collectors.toMap(each -> each.getMetadata().getName(), each -> each));
    }

    /** Names of the config maps that Kustomize makes, and the files in each. */
    Map<String, List<String>> configMaps() {
        List<JsonNode> made = new ArrayList<>();
        kustomization.path("configMapGenerator").forEach(made::add);
        return made.stream().collect(Collectors.toMap(each -> each.path("name").asText(), each -> {
            List<String> files = new ArrayList<>();
            each.path("files").forEach(file -> files.add(file.asText()));
            return files;
        }));
    }

    /** Settings of a process as they stand in a file of the base. */
    static Map<String, String> settings(String file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(ALL.resolve("base").resolve(file))));
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key,
            properties::getProperty));
    }
}
