using System.Text;

namespace EgressGuard.Kubernetes.Connections;

/// <summary>Small files that a connection rests on.</summary>
internal static class LocalFile
{
    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is for, for the error.</param>
    /// <exception cref="ConnectionException">It cannot be read.</exception>
    public static byte[] Read(string path, string purpose)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConnectionException($"{path}: there is no such file ({purpose}).", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException($"{path}: it cannot be read ({purpose}): {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>The text of a file without the white space around it, which must not be all there is.</summary>
    /// <exception cref="ConnectionException">It cannot be read, or is empty.</exception>
    public static string ReadText(string path, string purpose)
    {
        var text = Encoding.UTF8.GetString(Read(path, purpose)).Trim();
        return text.Length > 0 ? text : throw new ConnectionException($"{path}: it is empty ({purpose}).");
    }
}
