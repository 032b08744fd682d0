/**
 * Finds or creates the in-progress Twilio Video room of a name.
 *
 * <p>What a caller goes through:
 *
 * <pre>
 * RoomService ──► RoomCache, RoomFlight     ──► RoomFinder                       ──► TwilioRooms
 *                 (reuse, one look for all)     (find, create, and find again)       (the SDK)
 * </pre>
 */
@NullMarked
package dev.videotoken.room;

import org.jspecify.annotations.NullMarked;
