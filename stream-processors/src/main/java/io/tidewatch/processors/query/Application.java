package io.tidewatch.processors.query;

import java.util.function.Function;

/**
 * One application, to be asked.
 *
 * @param name what the instances call it among themselves: letters
 * @param placement where its state is
 * @param answers answers from the part of it that a request reads on this instance
 */
public record Application<A>(String name, Placement placement, Function<Scope, A> answers) {

    /** A resource over its state. */
    Part part(Function<Function<Scope, A>, Resource> resource) {
        return new Part(name, placement, resource.apply(answers));
    }

    /**
     * What a resource is answered from, or a part of it.
     *
     * @param application name of the application
     * @param placement where its state is
     * @param resource answers from what is on this instance
     */
    record Part(String application, Placement placement, Resource resource) {
    }
}
