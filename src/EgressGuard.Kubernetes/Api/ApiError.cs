namespace EgressGuard.Kubernetes.Api;

/// <summary>An error that the API server reports, in an answer or as an event of a watch: a <c>Status</c> where it sent one.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="Reason">Such as <c>Expired</c> or <c>AlreadyExists</c>; "" where there is none.</param>
/// <param name="Message">For people; at most 512 characters of what was sent where it was no <c>Status</c>.</param>
/// <param name="RetryAfter">How long to wait before another try; null where nothing was said.</param>
/// <param name="Causes">The reasons of <c>details.causes</c>.</param>
public sealed record ApiError(int Code, string Reason, string Message, TimeSpan? RetryAfter, IReadOnlyList<string> Causes)
{
    /// <summary>The type or the object is not there.</summary>
    public bool IsNotFound => Code == 404;

    /// <summary>The permissions do not suffice.</summary>
    public bool IsForbidden => Code == 403;

    /// <summary>The object exists already, or is not the version that was to be changed.</summary>
    public bool IsConflict => Code == 409;

    /// <summary>The resource version is too old to continue from.</summary>
    public bool IsExpired => Code == 410 || Reason is "Expired" or "Gone";
}
