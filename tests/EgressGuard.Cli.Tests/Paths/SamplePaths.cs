using EgressGuard.Core.Model;
using EgressGuard.Core.Paths;

namespace EgressGuard.Cli.Tests.Paths;

/// <summary>Answers made by hand: what the writers make of them does not depend on how they are found.</summary>
internal static class SamplePaths
{
    private static readonly PathObject Entry = Part(ObjectKind.ServiceEntry, "shop/api", "/spec/ports/0");
    private static readonly PathObject Route = Part(ObjectKind.VirtualService, "shop/api", "/spec/tls/0/route/0");

    /// <summary>Through the gateway, nothing to complain of.</summary>
    public static EgressPath Compliant(string from = "shop", string host = "api.example.com", int port = 443) => new()
    {
        Question = new PathQuestion(from, host, port),
        Protocol = "TLS",
        Ways = [Good],
    };

    /// <summary>For some pods through the gateway, and for the rest not.</summary>
    public static EgressPath Mixed(string from = "shop", string host = "api.example.com", int port = 443) => new()
    {
        Question = new PathQuestion(from, host, port),
        Protocol = "TLS",
        Ways = [Good with { Condition = "pods labelled app=web" }, Bad],
        Losers =
        [
            new PathLoser(Part(ObjectKind.VirtualService, "payments/api"), "is not exported to namespace shop"),
            new PathLoser(Part(ObjectKind.VirtualService, "shop/api"), "is for pods labelled app=web only"),
        ],
    };

    /// <summary>A path with one way, without hops.</summary>
    public static EgressPath Ending(PathOutcome outcome, string from = "shop", string host = "api.example.com", int port = 443) => new()
    {
        Question = new PathQuestion(from, host, port),
        Protocol = "HTTPS",
        Ways = [new PathWay(outcome, null, [], "it is so", [])],
    };

    private static PathWay Good => new(
        PathOutcome.ViaGateway,
        null,
        [
            new PathHop(HopKind.Client, null, "the sidecars of shop take it"),
            new PathHop(HopKind.Service, Entry, "ServiceEntry shop/api declares 443/TLS"),
            new PathHop(HopKind.Route, Route, "leads to the egress gateway"),
        ],
        "the egress gateway sends it out",
        []);

    private static PathWay Bad => new(
        PathOutcome.Direct,
        null,
        [new PathHop(HopKind.Service, Entry, "ServiceEntry shop/api declares 443/TLS")],
        "ServiceEntry shop/api declares 443/TLS, but VirtualService shop/api is for pods labelled app=web only",
        [
            new PathFault(PathFaultCode.RouteForSomeOnly, [Route, Entry], "VirtualService shop/api is for pods labelled app=web only"),
            new PathFault(PathFaultCode.DoubleTls, [], "TLS is inside TLS"),
        ]);

    private static PathObject Part(ObjectKind kind, string reference, string pointer = "")
    {
        var parts = reference.Split('/');
        return new PathObject(kind, new ObjectRef(parts[0], parts[1]), pointer);
    }
}
