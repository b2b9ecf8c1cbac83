using System.Diagnostics.CodeAnalysis;

namespace EgressGuard.Kubernetes.Api;

/// <summary>The API server answered with an error.</summary>
[SuppressMessage(
    "Design", "CA1032:Implement standard exception constructors", Justification = "Without the server's error there is no such thing.")]
public sealed class ApiException : Exception
{
    /// <summary>An error in the answer to a request.</summary>
    /// <param name="error">The error.</param>
    /// <param name="request">Such as <c>GET /api/v1/namespaces</c>.</param>
    public ApiException(ApiError error, string request)
        : base($"{request}: {error?.Code} {error?.Reason}: {error?.Message}")
    {
        ArgumentNullException.ThrowIfNull(error);
        Error = error;
    }

    /// <summary>The error.</summary>
    public ApiError Error { get; }
}
