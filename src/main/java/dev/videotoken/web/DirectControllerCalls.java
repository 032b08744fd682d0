package dev.videotoken.web;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.ExceptionHandlerExceptionResolver;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ServletInvocableHandlerMethod;

/**
 * Has Spring MVC call controllers, and what handles their exceptions, by method handles and not by reflection. With
 * {@code jdk.reflect.useNativeAccessorOnly}, which makes a start quicker (BENCHMARKS.md), reflection is a native frame,
 * and a virtual thread that waits below one keeps its carrier from all others. What else is called by reflection, as
 * Actuator's operations, does not wait.
 */
@Component
final class DirectControllerCalls implements WebMvcRegistrations {

    @Override
    public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
        return new RequestMappingHandlerAdapter() {
            @Override
            protected ServletInvocableHandlerMethod createInvocableHandlerMethod(HandlerMethod method) {
                return new Call(method);
            }
        };
    }

    @Override
    public ExceptionHandlerExceptionResolver getExceptionHandlerExceptionResolver() {
        return new ExceptionHandlerExceptionResolver() {
            @Override
            protected @Nullable ServletInvocableHandlerMethod getExceptionHandlerMethod(
                    @Nullable HandlerMethod failed, Exception failure, ServletWebRequest request) {
                HandlerMethod method = super.getExceptionHandlerMethod(failed, failure, request);
                return method == null ? null : new Call(method);
            }
        };
    }

    private static final class Call extends ServletInvocableHandlerMethod {

        private static final MethodType CALL = MethodType.methodType(Object.class, Object.class, Object[].class);

        private static final Map<Method, MethodHandle> HANDLES = new ConcurrentHashMap<>();

        Call(HandlerMethod method) {
            super(method);
        }

        @Override
        protected @Nullable Object doInvoke(@Nullable Object... arguments) throws Exception {
            MethodHandle handle = HANDLES.computeIfAbsent(getBridgedMethod(), Call::handle);
            try {
                return (Object) handle.invokeExact(getBean(), arguments);
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                // None, but a method handle is declared to throw any.
                throw new IllegalStateException(e);
            }
        }

        private static MethodHandle handle(Method method) {
            try {
                return MethodHandles.lookup()
                        .unreflect(method)
                        .asFixedArity()
                        .asSpreader(Object[].class, method.getParameterCount())
                        .asType(CALL);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
