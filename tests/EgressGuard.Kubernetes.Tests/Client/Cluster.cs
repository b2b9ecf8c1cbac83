using System.Runtime.CompilerServices;
using System.Text;
using EgressGuard.Core.Model;
using EgressGuard.Kubernetes.Api;
using EgressGuard.Kubernetes.Client;
using EgressGuard.Kubernetes.Connections;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Kubernetes.Tests.Client;

/// <summary>A fake API server with service entries and namespaces, and what the tests say about it.</summary>
internal static class Cluster
{
    public static readonly ResourceType Entries = new("networking.istio.io", "v1", "serviceentries", "ServiceEntry", IsNamespaced: true);

    public static readonly ResourceType Namespaces = new("", "v1", "namespaces", "Namespace", IsNamespaced: false);

    public static readonly ObjectRef Cnn = new("shop", "cnn");

    public static async Task<FakeApiServer> StartAsync(System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var server = await FakeApiServer.StartAsync(certificate);
        server.Install("", "v1", "namespaces", "Namespace", namespaced: false);
        server.Install("networking.istio.io", "v1", "serviceentries", "ServiceEntry", namespaced: true);
        return server;
    }

    public static ApiClient Client(FakeApiServer server, ApiOptions? options = null, Credentials? credentials = null) =>
        new(new ClusterConnection { Server = server.Address, Credentials = credentials ?? Credentials.None }, options);

    public static string Entry(string name, string host = "a.example.com") =>
        """{"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"NAME","namespace":"shop"},"spec":{"hosts":["HOST"]}}"""
            .Replace("NAME", name, StringComparison.Ordinal).Replace("HOST", host, StringComparison.Ordinal);

    public static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    /// <summary>What a server sends of a watch, without the client's own word that it is open.</summary>
    public static async IAsyncEnumerable<WatchEvent> Sent(
        this IAsyncEnumerable<WatchEvent> events, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var item in events.WithCancellation(cancellation))
        {
            if (!ReferenceEquals(item, WatchEvent.Opened))
            {
                yield return item;
            }
        }
    }
}
