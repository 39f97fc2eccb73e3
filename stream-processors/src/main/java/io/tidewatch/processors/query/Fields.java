package io.tidewatch.processors.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/** The fields of the objects in answers, by the names that JSON has for them. */
final class Fields {
    private Fields() {
    }

    /** Names of the fields of an object, in order. */
    static List<String> of(Class<?> type) {
        if (SpecificRecord.class.isAssignableFrom(type)) {
            return SpecificData.get().getSchema(type).getFields().stream().map(Schema.Field::name).toList();
        }
        List<String> names = new ArrayList<>();
        components(type).forEach(component -> names.add(name(component)));
        return names;
    }

    /** The components of a record that are told. */
    static List<RecordComponent> components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
            .filter(component -> !component.getAccessor().isAnnotationPresent(JsonIgnore.class)).toList();
    }

    /** {@code memberCount} is told as {@code member_count}. */
    static String name(RecordComponent component) {
        JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named != null ? named.value() : component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(
            java.util.Locale.ROOT);
    }
}
