using System.Text.Json;
using EgressGuard.Kubernetes.Api;

namespace EgressGuard.Kubernetes.Watching;

/// <summary>How a list or watch ended.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Problem">In words.</param>
/// <param name="RetryAfter">How long the server asks to be left alone; null when it does not ask.</param>
internal sealed record WatchEnd(RestartReason Reason, string Problem, TimeSpan? RetryAfter = null)
{
    /// <summary>What an event of type ERROR means.</summary>
    public static WatchEnd OfEvent(ApiError error) =>
        new(error.IsExpired ? RestartReason.Expired
            : error.Code == 429 ? RestartReason.Throttled
            : IsInternal(error) ? RestartReason.InternalError
            : RestartReason.ServerError,
            $"the watch reports {error.Code} {error.Reason}: {error.Message}",
            error.RetryAfter);

    /// <summary>What an exception of a request means. Those of a cancellation that was asked for are not for here.</summary>
    public static WatchEnd Of(Exception exception) => exception switch
    {
        ApiException { Error: var error } => new(ReasonOf(error), exception.Message, error.RetryAfter),
        JsonException => new(RestartReason.Malformed, $"what arrived is cut off or is no JSON: {exception.Message}"),

        // A client that gives up on a connection in its own time says that it was cancelled.
        HttpRequestException or IOException or OperationCanceledException or TimeoutException =>
            new(RestartReason.Unreachable, $"the API server cannot be reached: {exception.Message}"),
        _ => new(RestartReason.Fault, exception.ToString()),
    };

    private static RestartReason ReasonOf(ApiError error) => error switch
    {
        { IsExpired: true } => RestartReason.Expired,
        { Code: 429 } => RestartReason.Throttled,
        { IsNotFound: true } => RestartReason.NotFound,
        { IsForbidden: true } => RestartReason.Forbidden,
        _ when IsInternal(error) => RestartReason.InternalError,
        _ => RestartReason.ServerError,
    };

    private static bool IsInternal(ApiError error) => error.Code == 500 || error.Reason == "InternalError";
}
