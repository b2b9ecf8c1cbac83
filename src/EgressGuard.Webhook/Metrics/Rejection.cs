namespace EgressGuard.Webhook.Metrics;

/// <summary>Why a request got no review for an answer.</summary>
internal enum Rejection
{
    /// <summary>More reviews than slots: 429.</summary>
    TooMany,

    /// <summary>A body beyond the limit: 413.</summary>
    TooLarge,

    /// <summary>Another media type than JSON: 415.</summary>
    MediaType,

    /// <summary>A body that is no review with a uid, or broke off before it: 400.</summary>
    BadBody,

    /// <summary>A body that did not arrive in time, and whose beginning has no uid: 408.</summary>
    Deadline,

    /// <summary>The connection was reset, or the caller hung up while it waited for a slot.</summary>
    Abandoned,

    /// <summary>A review that came before the cluster was read: 429.</summary>
    NotReady,
}
