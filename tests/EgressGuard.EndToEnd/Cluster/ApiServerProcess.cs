using System.Security.Cryptography;

namespace EgressGuard.EndToEnd.Cluster;

/// <summary>A kube-apiserver, with the options that it has had since 1.20 and still has.</summary>
internal static class ApiServerProcess
{
    public static async Task<(ChildProcess Process, Uri Address)> StartAsync(
        string program, TemporaryFolder folder, Uri etcd, Authority authority, Func<Uri, Task<(bool IsReady, string Seen)>> isReady)
    {
        var serving = authority.Serving();
        using var account = RSA.Create(2048);
        var port = FreePort.Next();
        var address = new Uri($"https://127.0.0.1:{port}");
        var process = ChildProcess.Start(
            "kube-apiserver",
            program,
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
            "--allow-privileged=true");
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
}
