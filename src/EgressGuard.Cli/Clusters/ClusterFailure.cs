using System.Text.Json;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Listing;

namespace EgressGuard.Cli.Clusters;

/// <summary>
/// Says why a cluster could not be read whole, and what to do. There is no verdict then: on half a cluster it would say of something that
/// it is in order, only because nobody saw it.
/// </summary>
internal static class ClusterFailure
{
    /// <summary>One message for everything that failed.</summary>
    public static UsageException Explain(Cluster cluster, Exception failure)
    {
        var failed = failure is AggregateException several
            ? several.InnerExceptions.OfType<ListingException>().ToList()
            : [(ListingException)failure];
        var forbidden = failed.Where(item => item.InnerException is ApiException { Error.IsForbidden: true }).ToList();

        // What is wrong with the way there goes before what is wrong at its end, and is the same for all kinds.
        return failed.Except(forbidden).FirstOrDefault() is { } first
            ? new UsageException(Explain(cluster, first), failure)
            : new UsageException(Forbidden(cluster, forbidden), failure);
    }

    private static string Explain(Cluster cluster, ListingException failure) => failure.InnerException switch
    {
        ApiException { Error: { Code: 401 } error } =>
            $"{cluster.Server} does not accept the credentials of {cluster.User}: {Clause(error.Message)}; renew them, or use others",
        ApiException exception =>
            $"{cluster.Server} does not list {failure.Listed}: {Clause(exception.Message)}; "
            + "try again, and look at the API server if it stays",
        JsonException exception =>
            $"{cluster.Server} lists {failure.Listed} in a way that is not understood: {Clause(exception.Message)}; "
            + "see that it is an API server",
        HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } exception =>
            $"{Clause(exception.Message)}; this may be no API server: see the address that {cluster.User} gives",
        HttpRequestException { HttpRequestError: HttpRequestError.UserAuthenticationError } exception => Clause(exception.Message),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } exception =>
            $"{Clause(exception.Message)} ({cluster.User})",
        { } exception =>
            $"{cluster.Server} cannot be reached: {Clause(exception.Message)}; "
            + $"see that it runs, and that {cluster.User} is the one you mean",
        null => failure.Message,
    };

    private static string Forbidden(Cluster cluster, List<ListingException> forbidden)
    {
        var lines = forbidden
            .Select(item => $"  {item.Listed}: {Clause(((ApiException)item.InnerException!).Error.Message)}")
            .Order(StringComparer.Ordinal);
        return $"{cluster.Server} does not let {cluster.User} list everything, and half a cluster has no verdict:\n"
            + string.Join('\n', lines)
            + "\nGrant it the verb list on these, in all namespaces (a ClusterRole), or use other credentials";
    }

    private static string Clause(string message) => message.TrimEnd('.', ' ');
}
