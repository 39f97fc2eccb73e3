package io.tidewatch.e2e;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * What takes long to make, made once when the first suite asks for it, by a parameter of its type, and closed behind
 * the last suite; what was there first is closed last.
 *
 * @param <T> what it is
 */
abstract class Shared<T extends AutoCloseable> implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

    private final Class<T> type;

    Shared(Class<T> type) {
        this.type = type;
    }

    /** The one of all suites. */
    abstract T of(ExtensionContext context);

    /** It, made if it is not there yet. */
    final T once(ExtensionContext context, Supplier<T> make) {
        return context.getRoot().getStore(NAMESPACE).computeIfAbsent(type, unknown -> make.get(), type);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == type;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return of(context);
    }
}
