using System.Security.Cryptography;
using System.Text;
using EgressGuard.Webhook.Files;

namespace EgressGuard.Webhook.Tls;

/// <summary>The PEM files of a serving certificate and its key.</summary>
internal sealed record CertificateFiles(string Certificate, string Key)
{
    /// <summary>Reads both as they are now.</summary>
    /// <param name="now">The time, to refuse what has expired.</param>
    /// <param name="problem">Why they cannot be used, as a sentence that names them; null when they can.</param>
    /// <returns>The certificate, or null.</returns>
    public ServingCertificate? Read(DateTimeOffset now, out string? problem)
    {
        try
        {
            var contents = MountedFiles.Read(Certificate, Key);
            var read = ServingCertificate.FromPem(Encoding.UTF8.GetString(contents[0]), Encoding.UTF8.GetString(contents[1]));
            problem = read.NotAfter > now ? null : $"The certificate in {Certificate} expired at {read.NotAfter:u}. Renew it.";
            return problem is null ? read : null;
        }
        catch (CryptographicException exception)
        {
            problem = $"The certificate in {Certificate} with the key in {Key} cannot be used: {exception.Message.TrimEnd('.')}.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"The certificate in {Certificate} with the key in {Key} cannot be read: {exception.Message.TrimEnd('.')}.";
        }

        return null;
    }
}
