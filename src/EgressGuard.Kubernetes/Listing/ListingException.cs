using System.Diagnostics.CodeAnalysis;
using EgressGuard.Kubernetes.Watching;

namespace EgressGuard.Kubernetes.Listing;

/// <summary>The objects of a type could not be listed. The inner exception says why.</summary>
[SuppressMessage(
    "Design", "CA1032:Implement standard exception constructors", Justification = "Without a type and a reason there is no such thing.")]
public sealed class ListingException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="type">What was to be listed.</param>
    /// <param name="reason">Why it could not be.</param>
    public ListingException(WatchedType type, Exception reason)
        : base($"{type}: {reason?.Message}", reason)
    {
        ArgumentNullException.ThrowIfNull(type);
        Listed = type;
    }

    /// <summary>What was to be listed.</summary>
    public WatchedType Listed { get; }
}
