/** Finds or creates the in-progress Twilio Video room of a name. */
@NullMarked
package dev.videotoken.room;

import org.jspecify.annotations.NullMarked;
