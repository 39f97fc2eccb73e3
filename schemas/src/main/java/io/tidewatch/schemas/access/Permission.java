package io.tidewatch.schemas.access;

import io.tidewatch.schemas.Topic;
import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What one ACL of Kafka allows. Whoever may read, write or delete a resource may describe it.
 *
 * @param operation what may be done
 * @param type to what kind of resource
 * @param name to the resource of this name, or to all whose names begin so
 * @param pattern which of the two
 */
public record Permission(AclOperation operation, ResourceType type, String name, PatternType pattern) {

    /** On a topic of the catalogue. */
    public static Permission on(AclOperation operation, Topic<?> topic) {
        return new Permission(operation, ResourceType.TOPIC, topic.name(), PatternType.LITERAL);
    }

    /** On a resource of this very name. */
    public static Permission on(AclOperation operation, ResourceType type, String name) {
        return new Permission(operation, type, name, PatternType.LITERAL);
    }

    /** On all resources whose names begin so. */
    public static Permission onAll(AclOperation operation, ResourceType type, String prefix) {
        return new Permission(operation, type, prefix, PatternType.PREFIXED);
    }

    /** Whether it is about this resource. */
    public boolean covers(ResourceType ofType, String resource) {
        return type == ofType && (pattern == PatternType.PREFIXED ? resource.startsWith(name) : resource.equals(name));
    }

    /** What {@code kafka-acls --add} is told of it, but for the principal. */
    public String arguments() {
        return "--operation " + word(operation.name()) + " --" + type.name().toLowerCase(Locale.ROOT).replace('_', '-')
            + ' ' + name
            + (pattern == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "");
    }

    /** In words, such as {@code Write on topic tidewatch.gmp.v1}. */
    @Override
    public String toString() {
        String kind = type.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return word(operation.name()) + " on " + (pattern == PatternType.PREFIXED
            ? "every " + kind + " that begins with " : kind + ' ') + name;
    }

    /** As {@code kafka-acls} writes operations: DESCRIBE_CONFIGS is DescribeConfigs. */
    private static String word(String constant) {
        StringBuilder word = new StringBuilder();
        for (String part : constant.split("_")) {
            word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return word.toString();
    }
}
