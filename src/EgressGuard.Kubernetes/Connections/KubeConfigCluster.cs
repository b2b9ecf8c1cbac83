using System.Net;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>The <c>cluster</c> of a kubeconfig: where the server is, and whom to trust.</summary>
internal static class KubeConfigCluster
{
    private const string Authority = "certificate-authority";
    private const string AuthorityData = "certificate-authority-data";
    private const string Insecure = "insecure-skip-tls-verify";

    public static ClusterConnection Read(ConfigNode cluster)
    {
        var connection = new ClusterConnection
        {
            Server = Server(cluster),
            Authority = ReadAuthority(cluster),
            TlsServerName = cluster.Text("tls-server-name"),
            Proxy = Proxy(cluster),
            SkipTlsVerification = cluster.Flag(Insecure),
        };
        return connection is { SkipTlsVerification: true, Authority: not null }
            ? throw cluster.Fail(Insecure, "it contradicts the certificate authority beside it; remove one of them")
            : connection;
    }

    private static Uri Server(ConfigNode cluster)
    {
        var text = cluster.RequiredText("server", "write https:// and the address of the API server");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var server)
            || (server.Scheme != Uri.UriSchemeHttps && server.Scheme != Uri.UriSchemeHttp))
        {
            throw cluster.Fail("server", $"'{WithoutLogin(text)}' is no address; write https:// and the address of the API server");
        }

        // Errors and logs name the server, and a password must not be in them.
        return server.UserInfo.Length == 0
            ? server
            : throw cluster.Fail("server", "there is a user name or a password in it, which is not used; write them below users");
    }

    /// <summary>An address, or what was meant for one, for errors.</summary>
    private static string WithoutLogin(string text)
    {
        var end = text.LastIndexOf('@');
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        return end < 0 ? text : (scheme >= 0 && scheme < end ? text[..(scheme + 3)] : "") + "…" + text[end..];
    }

    private static CertificateAuthority? ReadAuthority(ConfigNode cluster)
    {
        if (cluster.Data(AuthorityData) is { } data)
        {
            return CertificateAuthority.FromPem(data, cluster.Place(AuthorityData));
        }

        return cluster.FilePath(Authority) is { } path ? CertificateAuthority.FromFile(path, cluster.Place(Authority)) : null;
    }

    /// <summary>Without one of its own, the environment's: <c>HTTPS_PROXY</c> and its kin.</summary>
    private static IWebProxy Proxy(ConfigNode cluster)
    {
        if (cluster.Text("proxy-url") is not { } text)
        {
            return HttpClient.DefaultProxy;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? new WebProxy(proxy) { Credentials = Login(proxy.UserInfo) }
            : throw cluster.Fail("proxy-url", $"'{WithoutLogin(text)}' is no address of a proxy; write http://, https:// or socks5:// and its address");
    }

    private static NetworkCredential? Login(string userInfo) => userInfo.Split(':', 2) switch
    {
        [""] => null,
        [var name] => new NetworkCredential(Uri.UnescapeDataString(name), ""),
        [var name, var password, ..] => new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(password)),
        _ => null,
    };
}
