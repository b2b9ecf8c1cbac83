using System.Diagnostics;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Benchmarks.Soak;

/// <summary>A certificate and its key as kubelet mounts a Secret: links into a directory that is replaced in one step.</summary>
internal sealed class CertificateVolume
{
    private readonly string _directory;
    private int _generation;

    public CertificateVolume(string directory)
    {
        _directory = directory;
        Renew();
        foreach (var name in (string[])["tls.crt", "tls.key"])
        {
            File.CreateSymbolicLink(Path.Combine(directory, name), Path.Combine("..data", name));
        }
    }

    public string[] Arguments => ["--certificate", Path.Combine(_directory, "tls.crt"), "--key", Path.Combine(_directory, "tls.key")];

    /// <summary>The certificate's that is mounted.</summary>
    public string Thumbprint { get; private set; } = "";

    /// <summary>Mounts a new certificate, and removes the former one.</summary>
    public void Renew()
    {
        var certificate = TestCertificate.Create();
        var former = Path.Combine(_directory, $"..{_generation}");
        var now = Path.Combine(_directory, $"..{++_generation}");
        Directory.CreateDirectory(now);
        File.WriteAllText(Path.Combine(now, "tls.crt"), certificate.Chain);
        File.WriteAllText(Path.Combine(now, "tls.key"), certificate.Key);
        var staged = Path.Combine(_directory, "..data_tmp");
        File.CreateSymbolicLink(staged, Path.GetFileName(now));

        // Directory.Move would refuse to replace the link; rename(2) does it in one step.
        using var move = Process.Start("mv", ["-T", staged, Path.Combine(_directory, "..data")]);
        move.WaitForExit();
        Thumbprint = certificate.Thumbprint;
        if (Directory.Exists(former))
        {
            Directory.Delete(former, recursive: true);
        }
    }
}
