package dev.videotoken.room;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a flood of callers may cost.
 *
 * @param newRoomsPerMinute Most rooms that this instance creates a minute, all callers together: at least 1. So many
 *     may come at once; after that they come evenly.
 */
@Validated
@ConfigurationProperties("video.limits")
record RoomLimits(
        @DefaultValue("60") @Min(value = 1, message = "must be at least 1")
        int newRoomsPerMinute) {}
