package dev.changeover.core.heroku;

import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context that cannot make a connection. A client that only speaks plain http is given it,
 * because it would otherwise load the machine's trust store, which takes longer than the whole rest
 * of a command.
 */
final class NoTls extends SSLContextSpi {
  private NoTls() {}

  static SSLContext context() {
    return new Context();
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    throw new KeyManagementException("there is nothing to initialise");
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw unsupported();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw unsupported();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    throw unsupported();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    throw unsupported();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    throw unsupported();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    throw unsupported();
  }

  @Override
  protected SSLParameters engineGetDefaultSSLParameters() {
    return new SSLParameters(new String[0], new String[0]);
  }

  @Override
  protected SSLParameters engineGetSupportedSSLParameters() {
    return engineGetDefaultSSLParameters();
  }

  private static UnsupportedOperationException unsupported() {
    return new UnsupportedOperationException("this context speaks no TLS");
  }

  private static final class Context extends SSLContext {
    Context() {
      super(new NoTls(), new NoProvider(), "none");
    }
  }

  private static final class NoProvider extends Provider {
    private static final long serialVersionUID = 1L;

    NoProvider() {
      super("NoTls", "1", "no TLS");
    }
  }
}
