namespace EgressGuard.Core.Tests.Paths.Naive;

/// <summary>What a client's traffic is, as its proxy sees it.</summary>
internal enum NaiveTraffic
{
    Http,
    Tls,
    Tcp,
}
