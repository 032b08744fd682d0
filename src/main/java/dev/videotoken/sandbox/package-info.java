/** Stands in for Twilio's Rooms API in memory, so that the service runs without an account. */
@NullMarked
package dev.videotoken.sandbox;

import org.jspecify.annotations.NullMarked;
