package dev.videotoken.page;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Whether the page is on; unlike a property compared as text, {@code yes} and {@code on} mean it too. */
class OnPage implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return Binder.get(context.getEnvironment())
                .bindOrCreate("video.page", PageProperties.class)
                .enabled();
    }
}
