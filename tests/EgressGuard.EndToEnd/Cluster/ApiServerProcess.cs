using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>A kube-apiserver, with the options that it has had since 1.20 and still has.</summary>
internal static partial class ApiServerProcess
{
    private const int FirstMinorWithEphemeralContainers = 25;

    public static async Task<(ChildProcess Process, Uri Address)> StartAsync(
        string program, TemporaryFolder folder, Uri etcd, Authority authority, Func<Uri, Task<(bool IsReady, string Seen)>> isReady)
    {
        var serving = authority.Serving();
        using var account = RSA.Create(2048);
        var port = FreePort.Next();
        var address = new Uri($"https://127.0.0.1:{port}");
        string[] arguments =
        [
            $"--etcd-servers={etcd.GetLeftPart(UriPartial.Authority)}",
            $"--cert-dir={folder.File("apiserver")}",
            $"--tls-cert-file={folder.Write("apiserver.crt", serving.CertificatePem)}",
            $"--tls-private-key-file={folder.Write("apiserver.key", serving.KeyPem)}",
            $"--client-ca-file={folder.Write("ca.crt", authority.CertificatePem)}",
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            // It refuses to publish a loopback address as its own, and nobody here asks for it.
            "--endpoint-reconciler-type=none",
            $"--secure-port={port}",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            $"--service-account-key-file={folder.Write("account.pub", account.ExportSubjectPublicKeyInfoPem() + "\n")}",
            $"--service-account-signing-key-file={folder.Write("account.key", account.ExportPkcs8PrivateKeyPem() + "\n")}",
            "--authorization-mode=RBAC",
            // Nothing creates service accounts here, and pods would have to wait for theirs.
            "--disable-admission-plugins=ServiceAccount",
            "--allow-privileged=true",
            .. await GatesAsync(program),
        ];
        var process = ChildProcess.Start("kube-apiserver", program, arguments);
        try
        {
            await process.WaitUntilReadyAsync(() => isReady(address));
            return (process, address);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>What older servers hide behind a gate that newer ones no longer have.</summary>
    private static async Task<string[]> GatesAsync(string program)
    {
        await using var process = ChildProcess.Start("kube-apiserver --version", program, "--version");
        await process.WaitForExitAsync();
        return process.Lines.Select(line => Version().Match(line)).FirstOrDefault(match => match.Success) is { } version
            && int.Parse(version.Groups["minor"].Value, CultureInfo.InvariantCulture) < FirstMinorWithEphemeralContainers
                ? ["--feature-gates=EphemeralContainers=true"]
                : [];
    }

    [GeneratedRegex(@"Kubernetes v1\.(?<minor>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
