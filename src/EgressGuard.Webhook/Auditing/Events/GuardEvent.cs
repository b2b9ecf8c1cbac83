namespace EgressGuard.Webhook.Auditing.Events;

/// <summary>Something that happened and that an Event in the cluster should tell.</summary>
/// <param name="Reason">Why there is an Event, such as <c>EgressDenied</c>; for programs.</param>
/// <param name="Action">What was done, such as <c>Deny</c>; for programs.</param>
/// <param name="Regarding">The object that it is told about.</param>
/// <param name="Series">What makes another occurrence the same: the object and the rule.</param>
/// <param name="Note">What happened, for people.</param>
internal sealed record GuardEvent(string Reason, string Action, EventObject Regarding, string Series, string Note)
{
    /// <summary>The longest note. The API server refuses more than 1024 bytes.</summary>
    public const int LongestNote = 1000;

    /// <summary>The Event's own name, where each occurrence is to be told once only, whoever tells it; null where they are counted.</summary>
    public string? OnceAs { get; init; }
}

/// <summary>An object that an Event is about (<c>regarding</c>).</summary>
/// <param name="ApiVersion">Its group and version; "" where they are not known.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; "" for objects of the cluster.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid; "" where it is not known.</param>
internal sealed record EventObject(string ApiVersion, string Kind, string Namespace, string Name, string Uid)
{
    /// <summary>Where Events about it belong. The API server takes those about objects of the cluster in <c>default</c>.</summary>
    public string EventNamespace => Namespace.Length == 0 ? "default" : Namespace;
}
