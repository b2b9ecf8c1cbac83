using System.Net;
using System.Net.Sockets;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>Ports for programs that must be told theirs.</summary>
internal static class FreePort
{
    /// <summary>A port of the loopback address that nobody listens on at the moment.</summary>
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
