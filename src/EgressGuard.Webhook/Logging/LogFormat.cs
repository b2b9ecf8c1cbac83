namespace EgressGuard.Webhook.Logging;

/// <summary>The form of the log.</summary>
internal enum LogFormat
{
    /// <summary>A line of text for every entry, for people.</summary>
    Text,

    /// <summary>A JSON object on a line for every entry, for log collectors.</summary>
    Json,
}
